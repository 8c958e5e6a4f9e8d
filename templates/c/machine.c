/* What a processor can do at most: for `symxent bench`, which compares kernels with it. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Each step waits for the one before: a shift and an exclusive or, of one cycle each. */
uint64_t chain(size_t steps, uint64_t x)
{
    for (size_t i = 0; i < steps; i++)
        x ^= x << 1;
    return x;
}

#if defined(__AVX512F__)
#define BYTES 64
#elif defined(__AVX__)
#define BYTES 32
#else
#define BYTES 16
#endif
const size_t vector_bytes = BYTES;

/* Twelve vectors, each step a multiplication and an addition of every number: enough to keep all units busy.  They
   begin with different numbers, or the compiler sees that they are one. */
#define PEAK(real, name)                                                              \
    typedef real lanes_##name __attribute__((vector_size(BYTES)));                    \
    real peak_##name(size_t steps, real a)                                            \
    {                                                                                 \
        lanes_##name s0 = { a }, s1 = s0 + a, s2 = s1 + a, s3 = s2 + a, s4 = s3 + a;  \
        lanes_##name s5 = s4 + a, s6 = s5 + a, s7 = s6 + a, s8 = s7 + a, s9 = s8 + a; \
        lanes_##name s10 = s9 + a, s11 = s10 + a;                                     \
        for (size_t i = 0; i < steps; i++) {                                          \
            s0 = s0 * a + a, s1 = s1 * a + a, s2 = s2 * a + a, s3 = s3 * a + a;       \
            s4 = s4 * a + a, s5 = s5 * a + a, s6 = s6 * a + a, s7 = s7 * a + a;       \
            s8 = s8 * a + a, s9 = s9 * a + a, s10 = s10 * a + a, s11 = s11 * a + a;   \
        }                                                                             \
        s0 = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7)) + (s8 + s9) + (s10 + s11); \
        return s0[0] + s0[1];                                                         \
    }                                                                                 \
    real divide_##name(size_t steps, real a)                                          \
    {                                                                                 \
        lanes_##name s0 = { a }, s1, s2, s3;                                          \
        s0 += a, s1 = s0 + a, s2 = s1 + a, s3 = s2 + a;                               \
        for (size_t i = 0; i < steps; i++)                                            \
            s0 = a / s0, s1 = a / s1, s2 = a / s2, s3 = a / s3;                       \
        s0 = (s0 + s1) + (s2 + s3);                                                   \
        return s0[0] + s0[1];                                                         \
    }
PEAK(float, f)
PEAK(double, d)
