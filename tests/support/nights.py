"""The community of the scenarios with nights in its rota: one person each, from eight to eight, and nobody by day.

The first night is the Friday's on which the world begins: ana's, then ben's, cal's, dee's, and ana's again on Tuesday.
Eve and fay have none.
"""

from pathlib import Path
from typing import Any

import yaml

from config.shipped import shipped
from tests.support.world import COMMUNITY


def nights(folder: Path, *, days: bool = False, **policy: Any) -> Path:
    """The file of that community; `policy` is the river team's. With `days` fay is on by day, and there is no gap."""
    content = shipped(COMMUNITY)
    river = content["teams"][0]
    river["policy"] |= policy
    river["rotas"] = [
        {
            "id": "line",
            "layers": [
                {
                    "id": "nights",
                    "start": "2026-03-06T20:00",
                    "turn": {"every": 1, "unit": "day"},
                    "hours": "20:00-08:00",
                    "people": [["ana"], ["ben"], ["cal"], ["dee"]],
                }
            ],
        }
    ]
    if days:
        by_day = {"id": "days", "start": "2026-03-06T08:00", "turn": {"every": 1, "unit": "day"}, "people": [["fay"]]}
        river["rotas"][0]["layers"].append(by_day | {"hours": "08:00-20:00"})
    file = folder / "nights.yaml"
    file.write_text(yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
    return file
