-- Days of a source that are in the store; the source's name ends the text's beginning.
SELECT first_ts::DATE FROM loads WHERE format = 'warehouse' AND starts_with(source, $prefix)
