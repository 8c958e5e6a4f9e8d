"""A focal loss in PyTorch, with its derived gradient and Hessian instead of autograd's.

Needs the extra: pip install 'symxent[torch]'.
"""

import torch

from symxent.adapters.torch import loss_of

torch.manual_seed(0)
x = torch.randn(2000, 8)
y = (x[:, 0] + 0.5 * x[:, 1] ** 2 + torch.randn(2000) > 1.5).float()
model = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
focal = loss_of("focal", gamma=1.5)

for _ in range(200):
    optimizer.zero_grad()
    loss = focal(model(x)[:, 0], y)
    loss.backward()
    optimizer.step()
accuracy = ((model(x)[:, 0] > 0) == (y > 0)).float().mean()
print(f"loss {loss:.4f}, accuracy {accuracy:.3f}")
