"""Messages: one outgoing e-mail or call to a channel, from draft to delivered or bounced."""
