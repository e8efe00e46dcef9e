"""Swarm's rules: one frame of the game, phase by phase."""

from math import cos

from spritelift_envs import swarm_level as level
from spritelift_envs.controls import Keys
from spritelift_envs.swarm_state import Burst, Invader, Mover, Swarm, new_wave, place_of, take_place, touching

SUB = level.SUBPIXELS


def advance(game: Swarm, keys: Keys) -> None:
    """Play one frame."""
    game.clock += 1
    _steer(game, keys)
    _march(game)
    _dive(game)
    _drop_bolts(game)
    _fly(game)
    _hit_invaders(game)
    _hit_blocks(game)
    _hit_ship(game)
    _age(game)


def _steer(game: Swarm, keys: Keys) -> None:
    game.reload = max(0, game.reload - 1)
    game.safe = max(0, game.safe - 1)
    if game.wreck:
        return
    furthest = (level.WIDTH - level.SHIP_SIZE[0] - level.MARGIN) * SUB
    game.ship.sub_x = min(max(game.ship.sub_x + keys.direction * level.SHIP_SPEED, level.MARGIN * SUB), furthest)
    if keys.button and not game.reload and len(game.shots) < level.SHOTS:
        muzzle = game.ship.x + level.SHIP_SIZE[0] // 2 - 1
        game.shots.append(Mover(muzzle * SUB, (level.SHIP_Y - 5) * SUB, level.SHOT_SIZE))
        game.reload = level.RELOAD


def _march(game: Swarm) -> None:
    game.march_in -= 1
    if game.march_in > 0 or not game.invaders:
        return
    game.march_in = max(3, 4 + len(game.invaders) // 2 - 2 * game.wave)
    game.pose ^= 1
    x, y = game.corner
    columns = [invader.column for invader in game.invaders]
    left = x + min(columns) * level.PITCH[0] + game.heading * level.MARCH_STEP
    right = x + max(columns) * level.PITCH[0] + level.INVADER_SIZE[0] + game.heading * level.MARCH_STEP
    if left < level.MARGIN or right > level.WIDTH - level.MARGIN:
        game.heading = -game.heading
        feet = y + max(invader.row for invader in game.invaders) * level.PITCH[1] + level.INVADER_SIZE[1]
        game.corner = x, y + (level.MARCH_DROP if feet + level.MARCH_DROP <= level.LOWEST else 0)
    else:
        game.corner = x + game.heading * level.MARCH_STEP, y


def _dive(game: Swarm) -> None:
    game.dive_in -= 1
    marching = [invader for invader in game.invaders if invader.mode == "march"]
    if game.dive_in <= 0 and marching and not game.wreck:
        diver = game.rng.choice(marching)
        diver.mode, diver.frames, diver.swing = "dive", 0, game.rng.choice((-1, 1))
        game.dive_in = game.rng.randint(*level.DIVE_EVERY)
    for invader in game.invaders:
        _MOVES[invader.mode](game, invader)


def _swoop(game: Swarm, invader: Invader) -> None:
    """A swing to one side, then down towards the ship, and out below."""
    invader.frames += 1
    pull = max(-10, min(10, (game.ship.x - invader.x) // 4)) if invader.y < 96 else 0
    invader.sub_x += round(invader.swing * 18 * cos(invader.frames / 14)) + pull
    invader.sub_x = min(max(invader.sub_x, 2 * SUB), (level.WIDTH - 14) * SUB)
    invader.sub_y += min(level.DIVE_SPEED, invader.frames - 12) + 2 * game.wave
    if invader.frames == 48 and len(game.bolts) < level.BOLTS:
        _drop_bolt(game, invader)
    if invader.y > level.HEIGHT:
        invader.mode, invader.sub_y = "return", -14 * SUB


def _return(game: Swarm, invader: Invader) -> None:
    x, y = place_of(game, invader)
    speed = level.RETURN_SPEED
    invader.sub_x += max(-speed, min(speed, x * SUB - invader.sub_x))
    invader.sub_y += max(-speed, min(speed, y * SUB - invader.sub_y))
    if (invader.sub_x, invader.sub_y) == (x * SUB, y * SUB):
        take_place(game, invader)


_MOVES = {"march": take_place, "dive": _swoop, "return": _return}


def _drop_bolts(game: Swarm) -> None:
    game.bolt_in -= 1
    marching = [invader for invader in game.invaders if invader.mode == "march"]
    if game.bolt_in > 0 or not marching or game.wreck or len(game.bolts) >= level.BOLTS:
        return
    column = game.rng.choice(sorted({invader.column for invader in marching}))
    _drop_bolt(game, max((i for i in marching if i.column == column), key=lambda i: i.row))
    game.bolt_in = game.rng.randint(*level.BOLT_EVERY)


def _drop_bolt(game: Swarm, invader: Invader) -> None:
    game.bolts.append(Mover((invader.x + 4) * SUB, (invader.y + 10) * SUB, level.BOLT_SIZE))


def _fly(game: Swarm) -> None:
    for shot in game.shots:
        shot.sub_y -= level.SHOT_SPEED
    for bolt in game.bolts:
        bolt.sub_y += level.BOLT_SPEED
    game.shots = [shot for shot in game.shots if shot.y > 8]
    game.bolts = [bolt for bolt in game.bolts if bolt.y < level.HEIGHT - 6]


def _hit_invaders(game: Swarm) -> None:
    for shot in list(game.shots):
        hit = next((invader for invader in game.invaders if touching(shot.box, invader.box)), None)
        if hit is not None:
            game.shots.remove(shot)
            _destroy(game, hit)
    if not game.invaders and not game.pause:
        game.pause = level.PAUSE_FRAMES
        game.score += level.WAVE_BONUS


def _destroy(game: Swarm, invader: Invader) -> None:
    game.invaders.remove(invader)
    game.bursts.append(Burst(invader.x, invader.y))
    game.score += level.POINTS[invader.kind] * (1 if invader.mode == "march" else 2)


def _hit_blocks(game: Swarm) -> None:
    for block in list(game.blocks):
        for flying in (game.shots, game.bolts):
            hit = next((mover for mover in flying if touching(mover.box, block.box)), None)
            if hit is not None:
                flying.remove(hit)
                block.damage += 1
        if any(invader.mode == "dive" and touching(invader.box, block.box) for invader in game.invaders):
            block.damage = level.BLOCK_STAGES
        if block.damage >= level.BLOCK_STAGES:
            game.blocks.remove(block)


def _hit_ship(game: Swarm) -> None:
    if game.wreck or game.safe:
        return
    x, y, width, height = game.ship.box
    body = (x + 3, y + 3, width - 6, height - 4)
    bolt = next((bolt for bolt in game.bolts if touching(bolt.box, body)), None)
    diver = next((invader for invader in game.invaders if touching(invader.box, body)), None)
    if bolt is None and diver is None:
        return
    if diver is not None:
        _destroy(game, diver)
    game.bolts.clear()
    game.wreck = level.WRECK_FRAMES


def _age(game: Swarm) -> None:
    for burst in game.bursts:
        burst.age += 1
    game.bursts = [burst for burst in game.bursts if burst.age < level.BURST_FRAMES]
    if game.clock % level.COUNT_EVERY == 0:
        game.shown_score = min(game.shown_score + level.COUNT_STEP, game.score)
    if game.wreck:
        game.wreck -= 1
        if not game.wreck:
            game.lives -= 1
            game.safe, game.over = level.SAFE_FRAMES, game.lives == 0
    if game.pause:
        game.pause -= 1
        if not game.pause:
            game.wave += 1
            new_wave(game)
