-- Give a group a name by hand.
UPDATE groups SET name = $name, named_by_hand = true WHERE group_id = $group_id
