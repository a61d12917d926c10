"""What coordinators and administrators look after besides listings."""
