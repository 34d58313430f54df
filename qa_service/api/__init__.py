"""The service over HTTP: `app.create_app` makes it, `schemas` says what goes in and out."""
