"""The demo site as it is committed: complete, clean, and with everything in it that must not get out."""
