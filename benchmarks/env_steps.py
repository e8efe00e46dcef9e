"""Steps per CPU second: of a pygame program, with its process; of a game that is being recorded; of a replay.

python benchmarks/env_steps.py [STEPS]
"""

import json
import resource
import sys
import tempfile
from pathlib import Path

import gymnasium
import numpy as np

import spritelift_envs  # noqa: F401 (registers the environments)
from spritelift_envs.record_play import RecordPlay
from spritelift_envs.recorder import record_env
from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.recording import Recording
from spritelift_runtime.scenes import Scenes

ALIENS = {"script": "pygame.examples.aliens", "actions": [(), ("left",), ("right",), ("space",)]}


def cpu_s() -> float:
    """CPU seconds of this process and of those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def rate(env: gymnasium.Env, steps: int) -> float:
    """Steps per CPU second of random play, resets included; the environment is closed."""
    env.action_space.seed(0)
    env.reset(seed=0)
    begun = cpu_s()
    for _ in range(steps):
        *_, terminated, truncated, _ = env.step(env.action_space.sample())
        if terminated or truncated:
            env.reset()
    if hasattr(env.unwrapped, "_program"):
        env.unwrapped._program.stop()  # only then its time counts
    took = cpu_s() - begun
    env.close()
    return round(steps / took)


def told(folder: Path, steps: int) -> Recording:
    """A recording of a bundled game, with its scenes and a bundle of its own art beside it."""
    recording = record_env("spritelift/Swarm-v0", folder / "play", frames=steps, policy="scripted")
    game = gymnasium.make("spritelift/Swarm-v0").unwrapped
    player, (_, info) = game.scripted(), game.reset(seed=0)
    scenes = [info["scene"]]
    while len(scenes) < len(recording):
        scenes.append(game.step(player(scenes[-1]))[4]["scene"])
    Scenes.of(scenes).save(folder / "scenes.npz")
    art = game.world.art
    write_bundle(folder / "bundle", art, [PlaneSpec((0, 0, *art.size), 0, False, tuple(range(len(art.backgrounds))))])
    return recording


def main() -> None:
    """Measure, and print one JSON object."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
    rates = {
        f"aliens, frame_skip {n}": rate(gymnasium.make("spritelift/Pygame-v0", frame_skip=n, **ALIENS), steps)
        for n in (1, 4)
    }
    with tempfile.TemporaryDirectory() as folder:
        swarm = [gymnasium.make("spritelift/Swarm-v0", render_mode="rgb_array") for _ in range(2)]
        rates |= {
            "swarm": rate(swarm[0], steps),
            "swarm, recorded": rate(RecordPlay(swarm[1], Path(folder, "plays")), steps),
        }
        told(Path(folder), steps)
        paths = {"bundle": f"{folder}/bundle", "recording": f"{folder}/play", "scenes": f"{folder}/scenes.npz"}
        rates["swarm, replayed"] = rate(gymnasium.make("spritelift/Replay-v0", **paths), steps)
    print(json.dumps({"steps": steps, "per_cpu_s": rates, "numpy": np.__version__}))


if __name__ == "__main__":
    main()
