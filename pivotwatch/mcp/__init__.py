"""The MCP server: what assistants may read and draft; there is nothing in it that approves or sends."""
