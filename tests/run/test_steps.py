import nbformat

from competence.run import fanout, kernels, steps


def test_a_step_is_stale_by_content_only(tmp_path):
    raw, out, record = tmp_path / "a.csv", tmp_path / "out", tmp_path / "step.json"
    raw.write_text("1", encoding="utf-8")
    out.write_text("1", encoding="utf-8")
    inputs = steps.contents([raw])
    assert steps.why_stale(record, inputs) == "not run before"
    steps.finish(record, inputs, [out])
    raw.touch()
    assert steps.why_stale(record, steps.contents([raw])) is None
    raw.write_text("2", encoding="utf-8")
    assert steps.why_stale(record, steps.contents([raw])) == "changed: a.csv"
    out.unlink()
    assert steps.why_stale(record, inputs) == "out is missing"


def test_files_of_one_name_in_two_folders_do_not_hide_each_other(tmp_path):
    paths = [tmp_path / "a" / "x.csv", tmp_path / "b" / "x.csv"]
    for path in paths:
        path.parent.mkdir()
        path.write_text("1", encoding="utf-8")
    before = steps.contents(paths, tmp_path)
    paths[0].write_text("2", encoding="utf-8")
    assert steps.contents(paths, tmp_path) != before and list(before) == ["a/x.csv", "b/x.csv"]


def test_a_cut_record_counts_as_never_done(tmp_path):
    record = tmp_path / "step.json"
    record.write_text('{"inp', encoding="utf-8")
    assert steps.why_stale(record, {}) == "its record cannot be read"


def _notebook(tmp_path, *sources):
    cells = [nbformat.v4.new_code_cell(s) for s in sources]
    book = nbformat.v4.new_notebook(cells=cells)
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = tmp_path / "a.ipynb"
    nbformat.write(book, path)
    return path


def test_executed_bytes_do_not_depend_on_time_or_process(tmp_path):
    source = _notebook(
        tmp_path,
        "import warnings, sys\nwarnings.warn('odd')\nprint('a'); print('b')\nprint('c', file=sys.stderr)",
        "1 + 1",
    )
    jobs = [kernels.Job(str(i), source, tmp_path / f"{i}.ipynb", (), tmp_path) for i in range(2)]
    outcomes = list(fanout.run(jobs, kernels.execute, workers=2))
    assert [o.error for o in outcomes] == [None, None]
    first, second = ((tmp_path / f"{i}.ipynb").read_bytes() for i in range(2))
    assert first == second
    assert b"ipykernel" not in first
    assert nbformat.reads(first.decode(), 4).cells[1].outputs[0].data["text/plain"] == "2"


def test_a_notebook_that_breaks_says_where_and_writes_nothing(tmp_path):
    source = _notebook(tmp_path, "1", "raise ValueError('no such thing')")
    outcome = kernels.execute(kernels.Job("x", source, tmp_path / "x.ipynb", (), tmp_path))
    assert (outcome.error, outcome.detail) == ("cell 2: ValueError", "no such thing")
    assert not (tmp_path / "x.ipynb").exists()
