"""How alike two values are, in words: the levels of the linkage model as people read them."""

from __future__ import annotations

from .model import LinkageModel

NOT_COMPARED = "not known of both"


def agreements(model: LinkageModel) -> dict[str, dict[int, str]]:
    """The words for each level of each comparison, by the name of the comparison; 0 is unlike."""
    words = {}
    for comparison in model.settings["comparisons"]:
        labels = [
            level["label_for_charts"]
            for level in comparison["comparison_levels"]
            if not level.get("is_null_level")
        ]
        # the best level comes first
        words[comparison["output_column_name"]] = {
            number: label[0].lower() + label[1:] for number, label in enumerate(reversed(labels))
        }
    return words


def in_words(words: dict[int, str], level: int | None) -> str:
    """The words for one level; what could not be compared has level -1, or none."""
    return words.get(-1 if level is None else level, NOT_COMPARED)
