"""Tables and pyarrow (`pip install pyarrow`).

python3 test/golden/tables.py write      makes test/golden/fixtures/tables, as a foreign program does
python3 test/golden/tables.py check DIR  reads DIR/table.parquet and DIR/table.arrow, which the library
                                         wrote: both hold the same, and every filter finds as many
                                         rows in the engine, which looks at the statistics, as after
                                         reading; prints the columns as JSON
"""

import json
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.feather as feather
import pyarrow.parquet as pq


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    whole = pa.table({
        "category": pa.array(["a", None, "b"]).dictionary_encode(),
        "text": ["a", "", "é😀"],
        "int32": pa.array([1, None, 3], pa.int32()),
        "int64": [1, -2, 2**53 - 1],
        "uint8": pa.array([1, 2, 255], pa.uint8()),
        "flag": [True, None, False],
        "list": [[1.0, 2.0], [3.0, None], [4.0, 5.0]],
        "nested": pa.array([[[1, 2]], [[3, 4]], [[5, 6]]]),
        "fixed": pa.array([[1, 2], [3, 4], [5, 6]], pa.list_(pa.float32(), 2)),
        "nothing": pa.nulls(3),
        "float": [1.5, None, float("nan")],
        "large": pa.array(["q", "r", None], pa.large_string()),
    })
    pq.write_table(whole, folder / "whole.parquet", row_group_size=2)
    pq.write_table(whole, folder / "plain.parquet", compression="none", use_dictionary=False)
    pq.write_table(whole, folder / "zstd.parquet", compression="zstd")
    feather.write_feather(whole, folder / "whole.arrow", compression="uncompressed")
    feather.write_feather(whole, folder / "lz4.arrow")
    with pa.ipc.new_stream(str(folder / "stream.arrow"), whole.schema) as stream:
        stream.write_table(whole, max_chunksize=2)
    for name, table in {
        "timestamp": pa.table({"t": pa.array([1], pa.timestamp("us"))}),
        "large-int": pa.table({"i": [2**53]}),
        "ragged": pa.table({"a": [[[1.0], [1.0, 2.0]]]}),
        "no-array": pa.table({"a": [[1.0], None]}),
        "binary": pa.table({"b": [b"abc"]}),
    }.items():
        pq.write_table(table, folder / f"{name}.parquet")
        feather.write_feather(table, folder / f"{name}.arrow", compression="uncompressed")


def check(folder):
    table = pq.read_table(folder / "table.parquet")
    other = feather.read_table(folder / "table.arrow")
    assert table.column_names == other.column_names
    dataset = ds.dataset(folder / "table.parquet")
    for name in table.column_names:
        values = table.column(name).to_pylist()
        assert repr(values) == repr(other.column(name).to_pylist()), name
        kind = table.schema.field(name).type
        if pa.types.is_nested(kind):
            continue
        for value in [value for value in values if value is not None]:
            scalar = pa.scalar(value, kind)
            for compare in (pc.equal, pc.less, pc.greater, pc.not_equal):
                engine = dataset.to_table(filter=compare(ds.field(name), scalar)).num_rows
                after = table.filter(compare(table.column(name), scalar)).num_rows
                assert engine == after, (name, value, compare)
    print(json.dumps({name: table.column(name).to_pylist() for name in table.column_names}))


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(__file__).parent / "fixtures" / "tables")
    else:
        check(Path(sys.argv[2]))
