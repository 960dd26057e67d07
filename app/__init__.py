"""信途 Xintu: casework for China's transport-credit system."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(**given: Any) -> "Flask":
    """Make the application: settings, extensions, rooms, doors, halls."""
    # Imported here, so that the plain floors below can be used without the web.
    from flask import Flask

    from app import assembly, config

    settings = config.settings(**given)
    app = Flask(
        __name__,
        template_folder=str(config.ROOT / "templates"),
        instance_path=str(settings["INSTANCE"]),
    )
    app.config.update(settings)
    assembly.assemble(app)
    return app
