"""A focal loss in JAX, with derived gradient and Hessian: Newton's method on a linear model.

Needs the extra: pip install 'symxent[jax]'.
"""

import jax
import jax.numpy as jnp

from symxent.adapters.jax import loss_of

jax.config.update("jax_enable_x64", True)
focal = loss_of("focal", gamma=1.0)

key, noise = jax.random.split(jax.random.key(0))
x = jax.random.normal(key, (2000, 4))
y = (x @ jnp.array([1.0, -1.0, 0.5, 0.0]) + jax.random.normal(noise, (2000,)) > 0).astype(float)


def objective(theta):
    return focal(x @ theta, y).mean() + 1e-3 * theta @ theta


step = jax.jit(lambda theta: theta - jnp.linalg.solve(jax.hessian(objective)(theta), jax.grad(objective)(theta)))
theta = jnp.zeros(4)
for _ in range(8):
    theta = step(theta)
print(f"coefficients {theta.round(3)}, gradient {jnp.abs(jax.grad(objective)(theta)).max():.1e}")
