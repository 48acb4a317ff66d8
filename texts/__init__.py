"""What people read in chat: message templates, buttons, languages."""
