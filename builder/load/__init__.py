"""load: files → facts with places. The only room that reads the disk."""

from builder.load.dossier import load_dossier

__all__ = ["load_dossier"]
