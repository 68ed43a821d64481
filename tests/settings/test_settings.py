"""Settings come from the environment and one file; the environment wins."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viva.adapters.settings_file import write_settings
from viva.domain.errors import VivaError
from viva.settings import load_settings


def test_defaults_need_nothing(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    assert settings.home == tmp_path
    assert settings.database == f"sqlite:///{tmp_path}/viva.db"
    assert not settings.has_endpoint


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "viva.toml").write_text('llm_model = "from-file"\ngrader = "llm"\n')
    settings = load_settings({"VIVA_LLM_MODEL": "from-environment"}, tmp_path)
    assert (settings.llm_model, settings.grader) == ("from-environment", "llm")


def test_an_empty_variable_is_not_set(tmp_path: Path) -> None:
    assert load_settings({"VIVA_GRADER": "", "VIVA_HOME": ""}, tmp_path).grader == "auto"


@pytest.mark.parametrize(
    ("environment", "key"), [({"VIVA_GRADER": "magic"}, "grader"), ({"VIVA_OFFLINE": "perhaps"}, "offline")]
)
def test_a_bad_value_names_its_key(tmp_path: Path, environment: dict[str, str], key: str) -> None:
    with pytest.raises(VivaError, match=key) as caught:
        load_settings(environment, tmp_path)
    assert caught.value.code == "bad-settings"


def test_an_unknown_key_in_the_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "viva.toml").write_text('modle = "x"\n')
    with pytest.raises(VivaError, match="modle"):
        load_settings({}, tmp_path)


def test_a_broken_file_says_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "viva.toml").write_text("= =")
    with pytest.raises(VivaError, match="not valid TOML"):
        load_settings({}, tmp_path)


@pytest.mark.parametrize(
    ("url", "reachable"),
    [
        ("http://localhost:11434/v1", True),
        ("http://127.0.0.1:8000/v1", True),
        ("http://[::1]:8000/v1", True),
        ("https://api.example.com/v1", False),
        ("https://127.evil.example/v1", False),
    ],
)
def test_offline_allows_this_machine_only(tmp_path: Path, url: str, *, reachable: bool) -> None:
    settings = load_settings({"VIVA_OFFLINE": "1", "OPENAI_BASE_URL": url}, tmp_path)
    assert settings.has_endpoint is reachable


def test_the_key_is_not_shown(tmp_path: Path) -> None:
    settings = load_settings({"OPENAI_API_KEY": "sk-secret"}, tmp_path)
    assert "sk-secret" not in repr(settings)


def test_saving_keeps_the_rest_of_the_file_private(tmp_path: Path) -> None:
    file = tmp_path / "viva.toml"
    file.write_text('# mine\nllm_model = "a"  # old\nstt = "auto"\n')
    write_settings(file, {"llm_model": 'b "quoted"', "openai_api_key": "k", "stt": None})
    settings = load_settings({}, tmp_path)
    assert (settings.llm_model, settings.openai_api_key, settings.stt) == ('b "quoted"', "k", "auto")
    assert "# mine" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@given(value=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_any_value_is_read_back(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    home = tmp_path_factory.mktemp("home")
    write_settings(home / "viva.toml", {"llm_model": value})
    assert load_settings({}, home).llm_model == value


def test_values_of_a_table_are_saved_with_or_without_the_table_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "viva.toml"
    changes = {"keep_audio": False, "endpointing.mode": "hold", "endpointing.speech": 0.6, "tts": "piper"}
    write_settings(file, changes)
    settings = load_settings({}, tmp_path)
    assert (settings.keep_audio, settings.tts) == (False, "piper")
    assert (settings.endpointing.mode, settings.endpointing.speech) == ("hold", 0.6)
    file.write_text('grader = "llm"\n[endpointing]  # mine\nmode = "hold" # so\n\nfinished_ms = 500')
    write_settings(file, {"endpointing.finished_ms": 700, "endpointing.unsure_ms": 1_500, "stt": "off"})
    settings = load_settings({}, tmp_path)
    assert (settings.grader, settings.stt, settings.endpointing.mode) == ("llm", "off", "hold")
    assert (settings.endpointing.finished_ms, settings.endpointing.unsure_ms) == (700, 1_500)
    assert "# mine" in file.read_text()


def test_a_table_is_emptied_by_taking_its_keys_out(tmp_path: Path) -> None:
    file = tmp_path / "viva.toml"
    for before in ('endpointing.mode = "hold"\n', '[endpointing]\nmode = "hold"\n'):
        file.write_text(before)
        write_settings(file, {"endpointing.mode": None, "endpointing.speech": None})
        assert load_settings({}, tmp_path).endpointing.mode == "hands-free"


def test_what_cannot_be_written_says_that_nothing_changed(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(VivaError, match="Nothing was changed"):
        write_settings(blocked / "viva.toml", {"llm_model": "x"})


def test_a_value_over_several_lines_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "viva.toml"
    text = 'llm_model = """a\nb"""\n'
    file.write_text(text)
    with pytest.raises(VivaError, match=r"several lines|not valid TOML"):
        write_settings(file, {"llm_model": "x"})
    assert file.read_text() == text
