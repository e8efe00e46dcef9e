"""Learning: from recordings to sprites, and to the encoder that finds them."""

import os

# Torch's threads spin while they wait, unless told otherwise before torch is first imported. Beside one other busy
# program on two cores that made training 4 to 10 times slower (0.5 to 1.2 steps a second; asleep, 4.4 to 5.2).
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
