"""E-mail: as bytes, over SMTP, and back from the mailbox."""
