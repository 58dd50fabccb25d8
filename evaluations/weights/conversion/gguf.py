"""A GGUF file of a generation model as a plain transformers folder in bfloat16.

Reading GGUF at every start would take 6 to 50 s for the tokenizer alone and leave the weights packed, slow on
a processor; once converted, tokenizer and weights load in a few seconds.
"""

from pathlib import Path

from evaluations.weights.quiet import quietly


def convert_gguf(file: Path, folder: Path) -> None:
    """Write config, tokenizer with chat template, and model.safetensors into `folder`."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    with quietly():
        model = AutoModelForCausalLM.from_pretrained(
            str(file.parent),
            gguf_file=file.name,
            quantization_config=GgufConfig(dequantize=True),
            dtype=torch.bfloat16,
            local_files_only=True,
        )
        model.save_pretrained(folder)
        del model
        tokenizer = AutoTokenizer.from_pretrained(
            str(file.parent), gguf_file=file.name, local_files_only=True
        )
        tokenizer.save_pretrained(folder)
