"""The weekly pivot report, charts and exports. Changes no state."""
