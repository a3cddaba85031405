"""The program's own files of words and questions: read by libyaml, as all of them are read at each start."""

from pathlib import Path
from typing import Any

import yaml


def shipped(path: Path) -> Any:
    """What one of our own YAML files holds. Raises OSError and yaml.YAMLError."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
