"""What a training is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nlu.training.mixture import Shares
from nlu.training.student import Schedule
from nlu.training.terms import GLOSSARY


@dataclass(frozen=True)
class TrainingOptions:
    """What to train on, where to put the result, and how long to train."""

    data: Path
    output: Path
    cache: Path
    teacher: Path | None = None
    """Folder of the English teacher; the further step needs none."""
    corpus: Path | None = None
    """Folder of the product's content, whose guides are trained on."""
    start: Path | None = None
    """Folder of an encoder to take the further step from, instead of beginning anew."""
    terms: Path = GLOSSARY
    """The glossary of the field."""
    glossaries: tuple[Path, ...] = ()
    """Further glossaries, in the form of those of the data."""
    steps: int = 1500
    domain_steps: int = 1000
    further_steps: int = 800
    glossary_share: float = 0.1
    """Share of glossary rows in a batch of the domain step."""
    guide_share: float = 0.35
    seed: int = 1

    @property
    def general_schedule(self) -> Schedule:
        """The schedule of the training on general parallel text."""
        return Schedule(self.steps, batch_size=2048, learning_rate=0.01)

    @property
    def domain_schedule(self) -> Schedule:
        """The schedule of the training that mixes the domain in."""
        return Schedule(
            self.domain_steps,
            batch_size=1024,
            learning_rate=0.002,
            contrast_weight=0.6,
            token_dropout=0.1,
        )

    @property
    def further_schedule(self) -> Schedule:
        """The schedule of the further step; its batches have the size of `Shares`."""
        return Schedule(
            self.further_steps,
            batch_size=sum(vars(Shares()).values()),
            learning_rate=0.002,
            token_dropout=0.4,
            warm_up_steps=50,
        )
