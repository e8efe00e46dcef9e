"""Pictures and the page that show a lifted game to a person: its sheet, its world, a frame pulled apart."""
