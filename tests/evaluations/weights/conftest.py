from tests.evaluations.weights.prepared import e5, minilm, smollm

__all__ = ["e5", "minilm", "smollm"]
