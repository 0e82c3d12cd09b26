"""Makes fixtures/study/statistics.json with Debian's python3-pandas and python3-scipy:

    python3 test/golden/make-statistics.py > test/golden/fixtures/study/statistics.json

The p-values and cumulative aggregates in it come from SciPy's tests and pandas' windows; NaN and
the infinities stand as texts.
"""

import json
import math
import platform
import warnings

import numpy as np
import pandas as pd
import scipy
from scipy import stats

warnings.simplefilter("ignore")
ALTERNATIVES = ["two-sided", "less", "greater"]


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, (float, np.floating)):
        value = float(value)
        return value if math.isfinite(value) else str(value)
    return int(value) if isinstance(value, np.integer) else value


def student_tails():
    """P(T > t), by df and t."""
    dfs = [1, 1.5, 2, 3, 4.25, 8, 10, 18, 30.7, 98, 1000, 100000]
    ts = [1e-8, 0.01, 0.5, 1, 1.7, 2.5, 4, 7, 12, 40, 300, 1e5]
    return [[df, t, stats.t.sf(t, df)] for df in dfs for t in ts]


def normal_tails():
    zs = [0, 1e-9, 0.1, 0.7, 1, 1.96, 2, 2.0001, 2.5, 3, 4, 6, 10, 20, 37, -0.5, -2.5, -9]
    return [[z, stats.norm.sf(z)] for z in zs]


def samples():
    """Pairs of samples: without ties and with, small and large, all equal."""
    draw = np.random.default_rng(7)
    rounded = lambda n, digits, shift=0: np.round(draw.normal(size=n) + shift, digits)
    return [
        ([1, 2, 2, 3], [2, 3, 4, 5]),
        ([2, 3, 4, 5], [1, 2, 2, 3]),
        ([1, 1, 1], [1, 1, 1, 1]),
        ([1, 2, 3], [4, 5, 6, 7]),
        ([4.5, 5.5, 6.5, 7.5, 0.5], [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ([3], [1]),
        ([0.25], [0.5, 0.75, 1.5]),
        (rounded(10, 6), rounded(10, 6, 0.5)),
        (rounded(8, 6), rounded(40, 6, 1)),
        (rounded(9, 6), rounded(9, 6, 2)),
        (rounded(12, 0), rounded(15, 0, 1)),
        (rounded(50, 6), rounded(50, 6, 0.1)),
        (rounded(50, 1), rounded(6, 1, 3)),
    ]


def tests_of(a, b):
    of = lambda values: (np.mean(values), np.std(values, ddof=1), len(values))
    means = lambda equal_var: [
        stats.ttest_ind_from_stats(*of(a), *of(b), equal_var, one).pvalue for one in ALTERNATIVES
    ]
    ranks = [stats.mannwhitneyu(a, b, alternative=one).pvalue for one in ALTERNATIVES]
    return {"a": a, "b": b, "mann-whitney": ranks, "student": means(True), "welch": means(False)}


LEVELS = {"Conv;34;10;relu": 0.010, "FNO;12;8;4;gelu": 0.011, "Res;26;8;relu": 0.02}


def long_table():
    """Errors of three networks, two ways of training each, ten seeds, three time steps.

    One network has two seeds less, one value is missing, one pair has no variance, one a single
    seed.
    """
    draw = np.random.default_rng(3)
    rows = []
    for seed in range(10):
        for net, level in LEVELS.items():
            for train in ["one", "sup;5"]:
                if net.startswith("FNO") and seed >= 8:
                    continue
                if net.startswith("Res") and train == "sup;5" and seed > 0:
                    continue
                for time_step in [1, 2, 10]:
                    value = float(np.round(level * time_step * np.exp(0.2 * draw.normal()), 6))
                    if time_step == 10 and net.startswith("FNO"):
                        value = 0.5
                    if (seed, net, time_step) == (3, "Conv;34;10;relu", 2):
                        value = math.nan
                    rows.append([seed, net, train, time_step, value])
    return pd.DataFrame(rows, columns=["seed", "net", "train", "time_step", "mean_nRMSE"])


def against_best(data, grouping, sorting, indicator, p_value):
    """Rows of the groups' keys, indicator, mean, std, count and p-value."""
    rows = []
    for key, group in data.groupby(grouping):
        key = key if isinstance(key, tuple) else (key,)
        parts = []
        for inner, part in group.groupby(sorting):
            inner = inner if isinstance(inner, tuple) else (inner,)
            values = part["mean_nRMSE"]
            own = [values.agg(indicator), values.mean(), values.std(), int(values.count())]
            parts.append((key + inner, own, values.dropna().to_numpy()))
        best = min(range(len(parts)), key=lambda i: parts[i][1][0])
        rows += [[*part[0], *part[1], p_value(parts[best], part)] for part in parts]
    return rows


def t_test(alternative, equal_var):
    return lambda best, other: stats.ttest_ind_from_stats(
        *best[1][1:], *other[1][1:], equal_var, alternative
    ).pvalue


def rank_test(alternative):
    return lambda best, other: stats.mannwhitneyu(best[2], other[2], alternative=alternative).pvalue


def p_values(data):
    cases = []
    for grouping, sorting in [
        (["time_step"], ["net"]),
        (["time_step", "train"], ["net"]),
        (["time_step"], ["net", "train"]),
    ]:
        for indicator in ["mean", "median", "min", "max", "std", "var", "sem", "sum"]:
            for alternative in ALTERNATIVES if indicator == "mean" else ["two-sided"]:
                base = {
                    "groupingCols": grouping,
                    "sortingCols": sorting,
                    "performanceIndicator": indicator,
                    "alternative": alternative,
                }
                for more, p_value in [
                    ({}, t_test(alternative, True)),
                    ({"equalVar": False}, t_test(alternative, False)),
                    ({"test": "mann-whitney"}, rank_test(alternative)),
                ]:
                    if more and indicator != "mean":
                        continue
                    rows = against_best(data, grouping, sorting, indicator, p_value)
                    cases.append({"options": {**base, **more}, "rows": rows})
    return cases


def cumulative(data):
    functions = {"mean": np.mean, "gmean": stats.gmean, "sum": np.sum}
    grouped = data.groupby(["seed", "net", "train"])["mean_nRMSE"]
    return {
        name: grouped.transform(lambda values: values.expanding().apply(one)).tolist()
        for name, one in functions.items()
    }


data = long_table()
print(
    json.dumps(
        plain(
            {
                "about": f"python3 test/golden/make-statistics.py; scipy {scipy.__version__}, "
                f"pandas {pd.__version__}, numpy {np.__version__}, "
                f"Python {platform.python_version()}",
                "student_tails": student_tails(),
                "normal_tails": normal_tails(),
                "samples": [tests_of(a, b) for a, b in samples()],
                "table": {name: data[name].tolist() for name in data.columns},
                "p_values": p_values(data),
                "cumulative": cumulative(data),
            }
        )
    )
)
