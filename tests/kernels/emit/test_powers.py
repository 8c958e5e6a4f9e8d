"""Powers, e to a product and Φ in the generated C and NumPy, against ball arithmetic; edges as C's pow has them."""

from functools import cache, partial
from importlib.util import module_from_spec, spec_from_loader

import numpy as np
import pytest
from array_libraries import called
from sympy import Abs, Interval, Rational, Symbol, exp, oo

from symxent.kernels.catalogue import Kernel, Output
from symxent.kernels.emit import arrays, templates
from symxent.kernels.emit.libraries import LIBRARIES
from symxent.kernels.emit.templates import Family
from symxent.kernels.program.loops import Input
from symxent.kernels.reference.ulp import error
from symxent.kernels.reference.values import evaluate
from symxent.kernels.run.load import Spec, from_sources
from symxent.language.functions import Phi, sigmoid

u, a, g = (Symbol(name) for name in ("u", "a", "g"))
FORMATS = [np.dtype("f4"), np.dtype("f8")]
SEVEN_TENTHS = Rational(7, 10)  # no number of either format
FORMULAS = {
    "power": u**g,
    "exp_product": exp(a * g),
    "exp_quotient": exp(a / g),
    "exp_square": exp(-((a / g) ** 2) / 2),
    "exp_difference": exp(-Abs(a - g)),
    "sigmoid_power": sigmoid(a) ** g,
    "phi": Phi(a),
    "constant_power": u**SEVEN_TENTHS,
    "constant_product": exp(SEVEN_TENTHS * a),
    "constant_sigmoid_power": sigmoid(a) ** SEVEN_TENTHS,
}
DOMAINS = {"u": Interval(0, oo)}
# What the comments of templates/c/power.c.jinja promise for normal results.
PROMISED = {
    "power": 1.7,
    "exp_product": 1.6,
    "exp_quotient": 1.6,
    "exp_square": 1.6,
    "exp_difference": 1.9,
    "sigmoid_power": 4.0,
    "phi": 4.0,
}
PROMISED |= {f"constant_{name}": PROMISED[like] for name, like in (("power", "power"), ("product", "exp_product"))}
PROMISED |= {"constant_sigmoid_power": PROMISED["sigmoid_power"]}
LIBRARY = {"c": 0, "numpy": 1.5, "torch": 1.5, "jax": 2.5}  # by what its exponentials are less exact
# What a library computes itself, and less exactly: XLA takes subnormal bases for 0, and its erfc loses digits.
NOT_OURS = {*(("constant_power", t) for t in LIBRARIES), ("power", "jax"), ("phi", "jax")}
FAMILY = Family("powers_of_the_tests", "Powers")


def kernel(name):
    formula = FORMULAS[name]
    inputs = [Input(s.name, domain=DOMAINS.get(s.name, Interval(-oo, oo))) for s in (u, a, g) if formula.has(s)]
    return Kernel(f"of_{name}", FAMILY.name, name, tuple(inputs), (Output("out", formula, (), formula),))


@cache
def compiled():
    kernels = [kernel(name) for name in FORMULAS]
    sources = {
        f"{FAMILY.name}.c": templates.c_source(FAMILY, kernels),
        f"{FAMILY.name}.h": templates.c_header(FAMILY, kernels),
    }
    specs = [Spec(k.name, k.family, tuple(i.name for i in k.inputs), ("out",), (), None, k.title) for k in kernels]
    return {spec.name.removeprefix("of_"): from_sources(spec, sources) for spec in specs}


@cache
def over_arrays(target):
    module = module_from_spec(spec_from_loader(FAMILY.name, loader=None))
    code = compile(arrays.source(target, FAMILY, [kernel(name) for name in FORMULAS]), FAMILY.name, "exec")
    exec(code, module.__dict__)  # our own text
    return {name: partial(_first, target, getattr(module, f"of_{name}")) for name in FORMULAS}


def _first(target, function, *arguments):
    return called(target, function, *arguments)[0]


def functions(target):
    """The functions by name."""
    return compiled() if target == "c" else over_arrays(target)


def points(name, dtype):
    """Inputs whose results are normal numbers of every size, in the order of the kernel's arguments."""
    rng = np.random.default_rng(5)
    info = np.finfo(dtype)
    exponent = rng.uniform(np.log(float(info.tiny)), np.log(float(info.max)), 1500)
    if name == "power":
        near_one = 1 + rng.choice([-1, 1], 500) * 2.0 ** rng.uniform(-info.nmant, -1, 500)
        base = np.concatenate([near_one, rng.random(500), 2.0 ** rng.uniform(info.minexp - 9, info.maxexp, 500)])
        base = base.astype(dtype).astype(np.float64)
        by = exponent / np.where(base == 1, 1, np.log(base))
        return base, np.where(np.arange(1500) % 3 == 0, rng.uniform(0, 5, 1500), by)
    if name == "exp_product":
        factor = rng.normal(size=1500) * 10.0 ** rng.integers(-3, 4, 1500)
        return factor, exponent / factor
    if name == "exp_quotient":
        divisor = rng.normal(size=1500) * 10.0 ** rng.integers(-3, 4, 1500)
        return exponent * divisor, divisor
    if name == "exp_square":
        divisor = rng.normal(size=1500) * 10.0 ** rng.integers(-3, 4, 1500)
        return np.sqrt(2 * np.abs(exponent)) * divisor, divisor
    if name == "exp_difference":
        size = rng.uniform(-90, 90, 1500) if dtype.itemsize == 4 else rng.uniform(-700, 700, 1500)
        return size + np.abs(exponent) * rng.choice([-1, 1], 1500), size
    if name == "sigmoid_power":
        return np.concatenate([-np.abs(exponent[:700]), rng.normal(size=800)]), rng.uniform(0, 5, 1500)
    if name == "phi":
        both = [-np.sqrt(2 * np.abs(exponent[:500])), 3 * rng.normal(size=500), rng.uniform(-0.1, 0.1, 500)]
        return (np.concatenate(both),)
    if name == "constant_power":
        return (np.exp(exponent).astype(dtype).astype(np.float64),)
    return (exponent if name == "constant_product" else -np.abs(exponent),)


@pytest.mark.parametrize("dtype", FORMATS, ids=str)
@pytest.mark.parametrize(
    ("name", "target"),
    # A library's own power is given the rounded constant.
    [*((n, "c") for n in FORMULAS), *((n, t) for t in LIBRARIES for n in FORMULAS if (n, t) not in NOT_OURS)],
)
def test_the_error_is_below_what_the_comment_promises(name, dtype, target):
    columns = [c.astype(dtype).astype(np.float64) for c in points(name, dtype)]
    symbols = [Symbol(i.name) for i in kernel(name).inputs]
    exact = evaluate(FORMULAS[name], dict(zip(symbols, columns, strict=True)))
    # XLA flushes subnormal numbers to 0, and with them what is put back into results near them.
    least = np.finfo(dtype).tiny / (np.finfo(dtype).eps ** 2 if target == "jax" else 1)
    normal = (exact.nearest >= least) & (exact.nearest <= np.finfo(dtype).max)
    got = functions(target)[name](*[c.astype(dtype) for c in columns])
    assert got.dtype == dtype
    assert normal.sum() > 600
    found = error(got, exact, dtype)[normal]
    assert found.max() < PROMISED[name] + LIBRARY[target]


EDGES = [
    ("power", (0.0, 2.5), 0.0),
    ("power", (0.0, 0.0), 1.0),
    ("power", (0.0, -0.5), np.inf),
    ("power", (1.0, 1e30), 1.0),
    ("power", (1.0, -3.3), 1.0),
    ("power", (np.inf, 0.5), np.inf),
    ("power", (np.inf, -0.5), 0.0),
    ("power", (np.inf, 0.0), 1.0),
    ("power", (0.5, 1e30), 0.0),
    ("power", (0.5, -1e30), np.inf),
    ("power", (-1.0, 0.5), np.nan),
    ("power", (np.nan, 2.0), np.nan),
    ("power", (0.3, np.nan), np.nan),
    ("exp_product", (np.inf, 1.0), np.inf),
    ("exp_product", (-np.inf, 1.0), 0.0),
    ("exp_product", (1e30, 1e30), np.inf),
    ("exp_product", (1e30, -1e30), 0.0),
    ("exp_product", (0.0, 5.0), 1.0),
    ("exp_product", (np.nan, 1.0), np.nan),
    ("exp_square", (np.inf, 1.0), 0.0),
    ("exp_square", (0.0, 3.0), 1.0),
    ("exp_square", (1e30, 1e-5), 0.0),
    ("exp_square", (np.nan, 1.0), np.nan),
    ("sigmoid_power", (np.inf, 2.5), 1.0),
    ("sigmoid_power", (-np.inf, 2.5), 0.0),
    ("sigmoid_power", (-np.inf, 0.0), 1.0),
    ("sigmoid_power", (-np.inf, -1.0), np.inf),
    ("sigmoid_power", (-1e30, 0.5), 0.0),
    ("sigmoid_power", (np.nan, 2.0), np.nan),
    ("phi", (np.inf,), 1.0),
    ("phi", (-np.inf,), 0.0),
    ("phi", (0.0,), 0.5),
    ("phi", (-1e30,), 0.0),
    ("phi", (np.nan,), np.nan),
]


@pytest.mark.parametrize("target", ["c", *LIBRARIES])
@pytest.mark.parametrize("dtype", FORMATS, ids=str)
@pytest.mark.parametrize(("name", "arguments", "expected"), EDGES, ids=[f"{e[0]}{e[1]}" for e in EDGES])
def test_at_the_edges_it_is_as_with_pow(name, arguments, expected, dtype, target):
    got = functions(target)[name](*[np.array([v], dtype) for v in arguments])
    np.testing.assert_array_equal(got, np.array([expected], dtype))


def test_the_sigmoid_may_vanish_where_its_power_does_not():
    got = compiled()["sigmoid_power"](np.array([-800.0, -2000.0]), np.array([0.5, 0.3]))
    np.testing.assert_allclose(got, np.exp([-400.0, -600.0]), rtol=1e-13)
    assert compiled()["phi"](np.array([-37.0]))[0] == pytest.approx(5.7255712225245e-300, rel=1e-12)
