"""Two-party domains and preference profiles as Genius keeps them in XML, read and written."""
