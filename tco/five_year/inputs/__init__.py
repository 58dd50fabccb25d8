"""Every assumption of the five-year plan: words, unit, limits, and which way it moves the case."""

from language.text import Text
from tco.five_year.inputs.company import COMMON, FINANCE
from tco.five_year.inputs.machines import CLOUD, ONPREM
from tco.five_year.inputs.models import API, SIZING, TOKEN_INPUTS
from tco.five_year.inputs.work import ADOPTION, BENEFIT, OPERATING_YEARS, WORKLOAD
from tco.model.rows import Section

GROUPS = (
    Section("workload", Text("業務量", "Workload")),
    Section("benefit", Text("効果", "Benefits")),
    Section("tokens", Text("1回当たりのトークン", "Tokens per request")),
    Section("sizing", Text("GPUの必要量", "GPU sizing")),
    Section("api", Text("API利用", "API")),
    Section("cloud", Text("GPUクラウド", "GPU cloud")),
    Section("onprem", Text("オンプレミスGPU", "On-premises GPUs")),
    Section("common", Text("構築・運用・統制", "Building, running, governing")),
    Section("finance", Text("財務・方針", "Finance and policy")),
)

INPUTS = (*WORKLOAD, *BENEFIT, *TOKEN_INPUTS, *SIZING, *API, *CLOUD, *ONPREM, *COMMON, *FINANCE)

__all__ = ["ADOPTION", "GROUPS", "INPUTS", "OPERATING_YEARS"]
