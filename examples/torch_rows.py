"""Label smoothing over rows of classes in PyTorch, in bfloat16: class weights, a class left out, ε to be learnt.

Needs the extra: pip install 'symxent[torch]'.
"""

import torch

from symxent.adapters.torch import LossModule, loss_of
from symxent.adapters.torch_functional import cross_entropy

torch.manual_seed(0)
logits = torch.randn(6, 4, dtype=torch.bfloat16, requires_grad=True)
classes, class_weights = torch.tensor([0, 3, 1, -1, 2, 2]), torch.tensor([1.0, 2.0, 1.0, 0.5])

smoothed = loss_of("softmax_label_smoothed", epsilon=0.1, weight=class_weights, ignore_index=-1)
smoothed(logits, classes).backward()
print("gradient of the row that is left out:", logits.grad[3].tolist())

learnt = LossModule("softmax_label_smoothed", ignore_index=-1, epsilon=torch.nn.Parameter(torch.tensor(0.2)))
learnt(logits, classes).backward()
print(f"derivative by epsilon: {learnt.epsilon.grad:.4f}")

# PyTorch's own, by its arguments.
print(f"cross-entropy: {cross_entropy(logits, classes, weight=class_weights, ignore_index=-1):.4f}")
