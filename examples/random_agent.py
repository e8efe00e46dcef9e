"""An agent that sees sprites instead of pixels: `python examples/random_agent.py demo/bundle`."""

import argparse

import gymnasium

import spritelift


def main(asked: argparse.Namespace) -> None:
    """Act at random, and print what the agent sees once a second of game time."""
    env = gymnasium.make(f"spritelift_envs:{asked.env}", render_mode="rgb_array")
    env = spritelift.SpriteObservation(env, asked.bundle, slots=32)
    names = [sprite.name for sprite in spritelift.Bundle.open(asked.bundle).sprites]
    env.action_space.seed(0)
    table, _ = env.reset(seed=0)
    for step in range(asked.steps):
        if step % 60 == 0:
            print(f"\nstep {step}: {int(table[:, 0].sum())} sprites in sight")
            for slot in table[:, 0].nonzero()[0][:6]:
                _, sprite, x, y, dx, dy, *_ = table[slot].astype(int).tolist()
                print(f"  slot {slot:2d}  {names[sprite]:12s} at {x:4d},{y:4d}  moving {dx:+d},{dy:+d}")
        table, _, terminated, truncated, _ = env.step(env.action_space.sample())
        if terminated or truncated:
            table, _ = env.reset()
    env.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", help="folder of a bundle trained on the environment")
    parser.add_argument("--env", default="spritelift/Meadow-v0", help="a bundled game (default: %(default)s)")
    parser.add_argument("--steps", type=int, default=180)
    main(parser.parse_args())
