"""A loss of one's own in PyTorch, a focal loss: its gradient keeps its digits where predictions are sure.

Needs the extra: pip install 'symxent[torch]'.
"""

import torch

import symxent as sx
from symxent.adapters.torch import loss_of

z, y = sx.logit("z"), sx.target("y", values=(0, 1))
p = sx.sigmoid(z)
focal = sx.Loss("my_focal", -(y * (1 - p) ** 2 * sx.log(p) + (1 - y) * p**2 * sx.log(1 - p)), wrt=z)

scores, labels = torch.tensor([20.0, -800.0, 0.5]), torch.tensor([1, 1, 0])
loss_of(focal)(scores.requires_grad_(), labels).backward()
print(scores.grad)
