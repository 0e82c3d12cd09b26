"""What pandas makes of a study's folder, by the steps of the original: prints one JSON object.

    python3 pandas-recipe.py FOLDER
"""

import ast
import json
import pathlib
import sys

import numpy as np
import pandas as pd

IDS = ["seed", "scenario", "task", "net", "train", "scenario_kwargs"]
CONFIG = [name for name in IDS if name != "train"]


def melted(tables, stubs, index):
    parts = [pd.wide_to_long(one, stubs, i=IDS, j=index, sep="_")[stubs] for one in tables]
    return pd.concat([part.reset_index() for part in parts], ignore_index=True)


def shown(table):
    cells = table.astype(object).where(table.notna(), None).values.tolist()
    rows = [[str(cell) if cell in (np.inf, -np.inf) else cell for cell in row] for row in cells]
    return {"columns": [str(name) for name in table.columns], "rows": rows}


def relative(group, value):
    unit = group.loc[group["train"] == "one", value]
    assert len(unit) == 1
    return group[value] / unit.iloc[0]


files = sorted(pathlib.Path(sys.argv[1], "raw").glob("*.csv"))
wide = [pd.read_csv(file) for file in files]
metrics = melted(wide, ["mean_nRMSE", "mean_MSE"], "time_step")
loss = melted(wide, ["train_loss"], "update_step")
rollouts = melted(wide, ["sample_rollout"], "sample_index")

opened = metrics.copy()
dicts = opened["scenario_kwargs"].map(ast.literal_eval)
for key in dict.fromkeys(key for one in dicts for key in one):
    opened[key] = dicts.map(lambda one: one.get(key))

gmean = (
    metrics[metrics["time_step"] <= 2]
    .groupby(IDS)["mean_nRMSE"]
    .agg(lambda values: np.exp(np.log(values).mean(skipna=False)))
    .reset_index(name="gmean_mean_nRMSE")
)
gmean["gmean_mean_nRMSE_rel"] = pd.concat(
    relative(group, "gmean_mean_nRMSE") for _, group in gmean.groupby(CONFIG)
)
cumulative = metrics.copy()
cumulative["cummean_mean_MSE"] = metrics.groupby(IDS)["mean_MSE"].transform(
    lambda values: values.expanding().mean()
)
medians = metrics.groupby(["time_step", "net", "train"])["mean_nRMSE"].median().reset_index()
median = medians.pivot(index="time_step", columns=["net", "train"], values="mean_nRMSE")
median = median.reset_index()
spread = metrics.groupby(["time_step", "net"])["mean_nRMSE"].agg(["mean", "std", "count"])

print(
    json.dumps(
        {
            "files": [file.name for file in files],
            "metrics": shown(metrics),
            "loss": shown(loss),
            "rollouts": shown(rollouts),
            "opened": shown(opened),
            "gmean": shown(gmean),
            "cumulative": shown(cumulative),
            "median": shown(median),
            "spread": shown(spread.reset_index()),
        }
    )
)
