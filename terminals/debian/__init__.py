"""How the terminal becomes a Debian package; not part of what it installs."""
