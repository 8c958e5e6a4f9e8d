/* Losses of plain tensors on the CPU as functions of PyTorch's: the one pass of one_pass.c between its own calls.

   A loss is first made known, by a key, with the functions of its one pass.  loss(number, scores, target) gives its
   value, which autograd passes back by the gradient that came with it, or None: then the case is another's.
   symxent::one_pass is the same as an operator, for what torch.compile makes.  What is wanted of a gradient's own
   derivative, and of labels or scores that give NaN, goes back to Python. */

#include <Python.h>
#include <torch/csrc/Exceptions.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/python_variable.h>
#include <torch/csrc/utils/object_ptr.h>
#include <torch/library.h>
#include <ATen/EmptyTensor.h>
#include <ATen/Parallel.h>

#include <cmath>
#include <deque>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace {

using at::Tensor;
using c10::DispatchKey;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr int64_t MANY = 1 << 15; // scores from which on threads are worth it

enum Target { NOTHING, NUMBERS, CLASSES };

using Pass = double(const void *plan, size_t n, size_t k, const void *scores, const void *target, void *value, void *gradient, int threads);

struct Loss {
    Pass *passes[2]; // of float and of double
    const void *plans[2];
    bool by_row, reduced;
    Target target;
    PyObject *pull;  // (above, (scores, target)) -> what reaches the scores
    PyObject *apart; // (scores, target) -> value and gradient
};

std::deque<Loss> losses; // in which none ever moves
std::unordered_map<int64_t, size_t> numbers; // by key
std::mutex guard;

/* Whether a tensor holds numbers on the CPU, and nothing traces, transforms, intercepts or pushes derivatives. */
bool is_plain(const Tensor &tensor)
{
    constexpr c10::DispatchKeySet usual({ DispatchKey::CPU, DispatchKey::AutogradCPU, DispatchKey::AutocastCPU, DispatchKey::ADInplaceOrView });
    constexpr c10::DispatchKeySet allowed({ DispatchKey::BackendSelect, DispatchKey::ADInplaceOrView });
    return usual.isSupersetOf(tensor.key_set()) && allowed.isSupersetOf(c10::impl::tls_local_dispatch_key_set().included_)
        && !tensor._fw_grad(0).defined();
}

struct Computed {
    Tensor value, gradient;
};

/* The value and, where it is wanted, its gradient; nothing for shapes and types of others, and for NaN. */
std::optional<Computed> compute(const Loss &loss, const Tensor &scores, const Tensor &given, bool with_gradient)
{
    const bool wide = scores.scalar_type() == at::kDouble, classes = loss.target == CLASSES;
    if ((!wide && scores.scalar_type() != at::kFloat) || !scores.numel() || (loss.by_row && scores.dim() != 2))
        return std::nullopt;
    // What would go through PyTorch's dispatcher for nothing is left out: that takes longer than the pass over a few scores.
    const Tensor data = scores.is_contiguous() ? scores : scores.detach().contiguous();
    Tensor target;
    if (loss.target != NOTHING) {
        if (!given.defined() || given.requires_grad() || (classes && given.is_floating_point())
            || given.sizes() != (classes ? scores.sizes().slice(0, 1) : scores.sizes()))
            return std::nullopt;
        const auto type = classes ? at::kLong : scores.scalar_type();
        target = given.scalar_type() == type ? given : given.to(type);
        if (!target.is_contiguous())
            target = target.contiguous();
    }
    const int64_t n = loss.by_row ? scores.size(0) : scores.numel(), k = loss.by_row ? scores.size(1) : 1;
    Computed made;
    const auto shape = loss.by_row ? scores.sizes().slice(0, 1) : scores.sizes();
    made.value = at::detail::empty_cpu(loss.reduced ? at::IntArrayRef() : shape, data.options());
    if (with_gradient)
        made.gradient = at::detail::empty_cpu(data.sizes(), data.options());
    const double total = loss.passes[wide](
        loss.plans[wide], n, k, data.const_data_ptr(), target.defined() ? target.const_data_ptr() : nullptr,
        made.value.mutable_data_ptr(), with_gradient ? made.gradient.mutable_data_ptr() : nullptr,
        scores.numel() < MANY ? 1 : at::get_num_threads());
    if (std::isnan(total))
        return std::nullopt;
    return made;
}

struct Held { // Python's lock, and below the lack of it
    PyGILState_STATE state = PyGILState_Ensure();
    ~Held() { PyGILState_Release(state); }
};

struct Released {
    PyThreadState *state = PyEval_SaveThread();
    ~Released() { PyEval_RestoreThread(state); }
};

/* The tensors, one or two, that a function of Python's gives of (first, (scores, target)) or of (scores, target). */
variable_list asked(PyObject *function, Py_ssize_t results, const Tensor &above, const Tensor &scores, const Tensor &target)
{
    const Held lock;
    THPObjectPtr inputs(PyTuple_New(target.defined() ? 2 : 1));
    if (!inputs)
        throw python_error();
    PyTuple_SET_ITEM(inputs.get(), 0, THPVariable_Wrap(scores));
    if (target.defined())
        PyTuple_SET_ITEM(inputs.get(), 1, THPVariable_Wrap(target));
    THPObjectPtr first(above.defined() ? THPVariable_Wrap(above) : nullptr);
    THPObjectPtr made(first ? PyObject_CallFunctionObjArgs(function, first.get(), inputs.get(), nullptr)
                            : PyObject_CallObject(function, inputs.get()));
    if (!made) {
        python_error error;
        error.persist();
        throw error;
    }
    variable_list tensors;
    for (Py_ssize_t i = 0; i < results; i++)
        tensors.push_back(THPVariable_Unpack(results == 1 ? made.get() : PyTuple_GET_ITEM(made.get(), i)));
    return tensors;
}

struct OfLoss : torch::autograd::Function<OfLoss> {
    static Tensor forward(AutogradContext *ctx, const Tensor &scores, const std::optional<Tensor> &target, const Loss *loss, Computed made)
    {
        ctx->save_for_backward({ scores, target.value_or(Tensor()) });
        ctx->saved_data["loss"] = (int64_t)loss;
        ctx->saved_data["gradient"] = std::move(made.gradient);
        return std::move(made.value);
    }

    static variable_list backward(AutogradContext *ctx, variable_list from_above)
    {
        const Tensor &above = from_above[0];
        const Loss &loss = *(const Loss *)ctx->saved_data["loss"].toInt();
        Tensor gradient;
        if (!above.defined()) {
        } else if (at::GradMode::is_enabled() || !is_plain(above)) {
            const auto saved = ctx->get_saved_variables();
            gradient = asked(loss.pull, 1, above, saved[0], saved[1])[0];
        } else {
            auto &kept = ctx->saved_data["gradient"];
            gradient = std::exchange(kept, c10::IValue(Tensor())).toTensor(); // autograd takes it over, and may add to it
            if (!gradient.defined()) {
                const auto saved = ctx->get_saved_variables();
                gradient = compute(loss, saved[0], saved[1], true)->gradient;
            }
            if (!loss.reduced)
                gradient.mul_(loss.by_row ? above.unsqueeze(-1) : above);
            else if (const double factor = above.item<double>(); factor != 1)
                gradient.mul_(factor);
        }
        return { gradient, Tensor(), Tensor(), Tensor() };
    }
};

/* loss(number, scores[, target]) */
PyObject *loss(PyObject *, PyObject *const *args, Py_ssize_t count)
{
    HANDLE_TH_ERRORS
    Tensor inputs[2];
    const Loss &loss = losses.at(PyLong_AsSize_t(args[0]));
    if (count != (loss.target == NOTHING ? 2 : 3))
        Py_RETURN_NONE;
    for (Py_ssize_t i = 1; i < count; i++) {
        if (!THPVariable_CheckTypeExact(Py_TYPE(args[i])) || !is_plain(THPVariable_Unpack(args[i])))
            Py_RETURN_NONE;
        inputs[i - 1] = THPVariable_Unpack(args[i]);
    }
    Tensor result;
    {
        const Released others_may_run;
        const bool wanted = inputs[0].requires_grad() && at::GradMode::is_enabled();
        if (auto made = compute(loss, inputs[0], inputs[1], wanted))
            result = wanted ? OfLoss::apply(inputs[0], std::optional(inputs[1]), &loss, std::move(*made)) : std::move(made->value);
    }
    if (!result.defined())
        Py_RETURN_NONE;
    return THPVariable_Wrap(std::move(result));
    END_HANDLE_TH_ERRORS
}

/* known(key, float pass, double pass, float plan, double plan, by_row, reduced, target, pull, apart) -> number */
PyObject *known(PyObject *, PyObject *args)
{
    long long key;
    unsigned long long single, real, plan_single, plan_real;
    int by_row, reduced, target;
    PyObject *pull, *apart;
    if (!PyArg_ParseTuple(args, "LKKKKppiOO", &key, &single, &real, &plan_single, &plan_real, &by_row, &reduced, &target, &pull, &apart))
        return nullptr;
    Py_INCREF(pull), Py_INCREF(apart); // for as long as the process lasts
    const std::lock_guard<std::mutex> lock(guard);
    numbers[key] = losses.size();
    losses.push_back({ { (Pass *)single, (Pass *)real }, { (const void *)plan_single, (const void *)plan_real }, !!by_row, !!reduced, (Target)target, pull, apart });
    return PyLong_FromSize_t(losses.size() - 1);
}

/* The value, and its gradient or an empty tensor. */
std::tuple<Tensor, Tensor> one_pass(int64_t key, const Tensor &scores, const std::optional<Tensor> &target, bool with_gradient)
{
    const Loss *loss;
    {
        const std::lock_guard<std::mutex> lock(guard);
        loss = &losses[numbers.at(key)];
    }
    if (auto made = compute(*loss, scores, target.value_or(Tensor()), with_gradient))
        return { made->value, with_gradient ? made->gradient : at::empty({ 0 }, scores.options()) };
    const auto made = asked(loss->apart, 2, Tensor(), scores, target.value_or(Tensor()));
    return { made[0], with_gradient ? made[1] : at::empty({ 0 }, scores.options()) };
}

PyMethodDef methods[] = {
    { "loss", (PyCFunction)(void (*)())loss, METH_FASTCALL, nullptr },
    { "known", known, METH_VARARGS, nullptr },
    { nullptr, nullptr, 0, nullptr },
};

PyModuleDef module = { PyModuleDef_HEAD_INIT, "symxent_eager", nullptr, -1, methods, nullptr, nullptr, nullptr, nullptr };

} // namespace

TORCH_LIBRARY_FRAGMENT(symxent, library)
{
    library.def("one_pass(int key, Tensor scores, Tensor? target, bool with_gradient) -> (Tensor, Tensor)");
    library.impl("one_pass", DispatchKey::CPU, one_pass);
    library.impl("one_pass", DispatchKey::AutogradCPU, torch::CppFunction::makeFallthrough()); // who calls it has its gradient
}

PyMODINIT_FUNC PyInit_symxent_eager()
{
    return PyModule_Create(&module);
}
