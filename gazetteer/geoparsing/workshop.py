"""What the documents of a scan share, and when it is too much and is let go."""

import gc
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from gazetteer.geoparsing.candidates import Known
from gazetteer.geoparsing.geography import Geography
from gazetteer.geoparsing.scoring import OwnScores
from gazetteer.model import Place

if TYPE_CHECKING:
    from gazetteer.gazetteer import Gazetteer
    from gazetteer.geoparsing.recognition import Recognizer

# What is kept between documents takes some 110 bytes a block of the interpreter's memory, and some
# 60 blocks a place or name that became known.
_MOST_BLOCKS = 1_200_000
_COUNTED = 500  # places and names that become known from one count of the blocks to the next


@dataclass(slots=True)
class Workshop:
    """What every document of a scan shares: the gazetteer, the recognizer, what was opened.

    It may grow until this process holds `most` blocks of memory.
    """

    gaz: "Gazetteer"
    recognizer: "Recognizer"
    known: Known
    scores: OwnScores
    geography: Geography
    labels: dict[str, str]
    most: int
    counted: int = 0

    @classmethod
    def opened(cls, gaz: "Gazetteer", recognizer: "Recognizer", most: int = 0) -> "Workshop":
        """Return an empty one; a process that holds much already leaves it some room."""
        known = Known(gaz, recognizer)
        held = sys.getallocatedblocks()
        most = max(most, held + _MOST_BLOCKS // 2) if most else held + _MOST_BLOCKS
        return cls(gaz, recognizer, known, OwnScores(), Geography(known.place), {}, most)

    def is_full(self) -> bool:
        """Tell whether so much is kept that it is better to start afresh."""
        kept = len(self.known) + len(self.geography)
        if kept < self.counted + _COUNTED:  # counting blocks takes as long as a short text
            return False
        self.counted = kept
        return sys.getallocatedblocks() > self.most

    def label(self, place: Place) -> str:
        """Return the label of a place, which texts name over and over."""
        label = self.labels.get(place.id)
        if label is None:
            label = self.labels[place.id] = self.gaz.label(place)
        return label


_WORKSHOPS: "WeakKeyDictionary[Gazetteer, Workshop]" = WeakKeyDictionary()


def workshop_of(gaz: "Gazetteer", recognizer: "Recognizer") -> Workshop:
    """Return the workshop of a gazetteer, a fresh one where that holds too much."""
    shop = _WORKSHOPS.get(gaz)
    if shop is None or shop.recognizer is not recognizer:
        shop = _WORKSHOPS[gaz] = Workshop.opened(gaz, recognizer)
    elif shop.is_full():
        most = shop.most
        del shop, _WORKSHOPS[gaz]
        gc.collect()  # the geography's distances lead back to it
        shop = _WORKSHOPS[gaz] = Workshop.opened(gaz, recognizer, most)
    return shop
