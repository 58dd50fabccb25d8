"""Which converter makes the model folder of an entry."""

from pathlib import Path

from evaluations.weights.patient_threads import let_threads_sleep
from evaluations.weights.registry import WeightsEntry

# Raise this when a converter writes something else: older folders are then made again.
CONVERTER_VERSION = 1


def convert(entry: WeightsEntry, source: Path, folder: Path) -> None:
    """Write the model folder from the checked files in `source`."""
    folder.mkdir()
    let_threads_sleep()
    if entry.conversion == "gguf_generation":
        from evaluations.weights.conversion.gguf import convert_gguf

        convert_gguf(source / entry.file, folder)
        return
    from evaluations.weights.conversion.embedder_layout import link_or_copy, write_layout

    if entry.conversion == "e5_from_q4":
        from evaluations.weights.conversion.e5 import convert_e5

        convert_e5(source / entry.file, folder)
    else:
        for name in (entry.file, *(companion.path for companion in entry.companions)):
            link_or_copy(source / name, folder / name)
    write_layout(folder, entry.max_tokens, entry.query_prefix, entry.passage_prefix)
