"""Every printed document of the platform as PDF, by Typst templates and the pinned Chinese fonts."""
