"""The partner register: who the partners are, which credentials are theirs, and what they declared."""
