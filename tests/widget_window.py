"""A window of widgets that tests post pygame's events to."""

import pygame

from spritelift_runtime.window.widgets.root import Root

SIZE = 640, 480
MOD_KEYS = {"ctrl": (pygame.K_LCTRL, pygame.KMOD_LCTRL), "shift": (pygame.K_LSHIFT, pygame.KMOD_LSHIFT)}


class Window:
    """A root on a dummy display; `now` is its clock. Each deed posts events and gives the messages they made."""

    def __init__(self, content, actions=None, size=SIZE):
        pygame.display.init()
        self.surface = pygame.display.set_mode(size)
        pygame.event.clear()
        self.now = 0
        self.root = Root(content, actions)
        self.draw()

    def draw(self):
        return self.root.draw(self.surface)

    def post(self, *events):
        for kind, facts in events:
            pygame.event.post(pygame.event.Event(kind, **facts))
        messages = []
        for event in pygame.event.get():
            messages += self.root.handle(event, self.now)
        return messages

    def key(self, code, *held, text=""):
        mod = 0
        for name in held:
            mod |= MOD_KEYS[name][1]
        return self.post((pygame.KEYDOWN, {"key": code, "mod": mod, "unicode": text}), (pygame.KEYUP, {"key": code}))

    def type(self, text):
        return self.post(*((pygame.TEXTINPUT, {"text": letter}) for letter in text))

    def press(self, at, button=1):
        return self.post((pygame.MOUSEBUTTONDOWN, {"pos": at, "button": button}))

    def release(self, at, button=1):
        return self.post((pygame.MOUSEBUTTONUP, {"pos": at, "button": button}))

    def move(self, at):
        return self.post((pygame.MOUSEMOTION, {"pos": at, "rel": (1, 1), "buttons": (0, 0, 0)}))

    def click(self, at, *held, button=1):
        """A click long after the one before, with modifier keys that go down before it and up after it."""
        self.now += 1000
        return self.click_again(at, *held, button=button)

    def click_again(self, at, *held, button=1):
        down = [(pygame.KEYDOWN, {"key": MOD_KEYS[name][0], "mod": 0}) for name in held]
        up = [(pygame.KEYUP, {"key": MOD_KEYS[name][0], "mod": 0}) for name in held]
        click = [(kind, {"pos": at, "button": button}) for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP)]
        return self.post(*down, *click, *up)

    def drag(self, start, *way):
        messages = self.press(start)
        for at in way:
            messages += self.move(at)
        return messages + self.release(way[-1])

    def wheel(self, y, at, x=0):
        self.move(at)
        return self.post((pygame.MOUSEWHEEL, {"y": y, "x": x}))

    def picture(self):
        return pygame.image.tobytes(self.surface, "RGB")
