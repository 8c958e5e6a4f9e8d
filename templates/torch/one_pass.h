/* For one precision: REAL, and PASS(name) for its functions. */

/* The losses of some rows one after the other: their values and gradients are written, their sum is returned. */
static double PASS(part)(const struct plan *plan, size_t n, size_t k, const REAL *scores, const void *target, REAL *value, REAL *gradient, REAL count)
{
    const REAL *numbers = plan->numbers;
    const intptr_t number = sizeof(REAL), row = (intptr_t)k * number;
    int64_t labels[CHUNK];
    char *args[MOST];
    intptr_t sizes[] = { (intptr_t)n, (intptr_t)k }, steps[2 * MOST];
    double lanes[LANES] = { 0 }, total = 0;
    int all = 0, outside = 0;

    args[all] = (char *)(intptr_t)scores, steps[all++] = row;
    if (plan->target == CLASSES) {
        const int64_t *given = target;
        for (size_t i = 0; i < n; i++)
            labels[i] = given[i] == plan->ignored ? 0 : given[i];
        args[all] = (char *)labels, steps[all++] = sizeof *labels;
    } else if (plan->target == NUMBERS) {
        const REAL *given = target, least = (REAL)plan->least, most = (REAL)plan->most;
        for (size_t i = 0; plan->bounded && i < n * k; i++)
            outside |= !(given[i] >= least) | !(given[i] <= most);
        args[all] = (char *)(intptr_t)given, steps[all++] = row;
    }
    for (int i = 0; i < plan->parameters; i++)
        args[all] = (char *)(intptr_t)(numbers + i * CHUNK), steps[all++] = number;
    args[all] = (char *)value, steps[all++] = number;
    if (gradient)
        args[all] = (char *)gradient, steps[all++] = row;
    for (int i = 0; i < MOST; i++) /* the steps along a row, of a generalised ufunc */
        steps[all + i] = number;
    (gradient ? plan->both : plan->alone)(args, sizes, steps, NULL);
    for (size_t i = 0; plan->target == CLASSES && i < n; i++)
        if (((const int64_t *)target)[i] == plan->ignored) {
            value[i] = 0;
            if (gradient)
                memset(gradient + i * k, 0, k * sizeof(REAL));
        }
    if (gradient && count != 1)
        for (size_t i = 0; i < n * k; i++)
            gradient[i] /= count;
    for (size_t i = 0; i + LANES <= n; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            lanes[lane] += (double)value[i + lane];
    for (size_t i = n - n % LANES; i < n; i++)
        lanes[i % LANES] += (double)value[i];
    for (size_t lane = 0; lane < LANES; lane++)
        total += lanes[lane];
    return outside ? (double)NAN : total;
}

/* n rows of k scores: the value of each, or their sum or mean; and its gradient, unless that is NULL.  Returns NaN where
   a value is, as a wrong label makes it. */
double PASS(symxent_one_pass)(const struct plan *plan, size_t n, size_t k, const REAL *scores, const void *target, REAL *value, REAL *gradient, int threads)
{
    const size_t room = k > WIDE / CHUNK ? WIDE / k : CHUNK, chunk = room ? room : 1, parts = (n + chunk - 1) / chunk;
    const size_t wide = plan->target == NUMBERS ? k * sizeof(REAL) : plan->target == CLASSES ? sizeof(int64_t) : 0;
    double few[FEW], *sums = parts <= FEW ? few : malloc(parts * sizeof *sums), total = 0, lost = 0;
    size_t counted = n;
    if (!sums)
        return (double)NAN;
    for (size_t i = 0; plan->target == CLASSES && i < n; i++)
        counted -= ((const int64_t *)target)[i] == plan->ignored;
    const REAL count = plan->reduction == MEAN ? (REAL)counted : 1;
    (void)threads;
#ifdef _OPENMP
#pragma omp parallel for schedule(static) num_threads(threads) if (threads > 1 && threads_allowed && parts > 1)
#endif
    for (size_t i = 0; i < parts; i++) {
        const size_t first = i * chunk, rows = n - first < chunk ? n - first : chunk;
        REAL values[CHUNK];
        sums[i] = PASS(part)(plan, rows, k, scores + first * k, (const char *)target + first * wide,
                             plan->reduction == NONE ? value + first : values, gradient ? gradient + first * k : NULL, count);
    }
    for (size_t i = 0; i < parts; i++) { /* what a sum rounds off is added at the end */
        const double sum = total + sums[i];
        if (isfinite(sum))
            lost += fabs(total) >= fabs(sums[i]) ? (total - sum) + sums[i] : (sums[i] - sum) + total;
        total = sum;
    }
    if (sums != few)
        free(sums);
    if (isfinite(total))
        total += lost;
    if (plan->reduction != NONE)
        *value = (REAL)(plan->reduction == MEAN ? total / (double)counted : total);
    return plan->reduction == MEAN && !counted ? (double)NAN : total;
}
