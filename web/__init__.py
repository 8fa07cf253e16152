"""HTTP beside the app: sign-in, health, and the door nobody unknown gets through."""
