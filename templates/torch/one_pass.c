/* Loss, gradient and sum of arrays in one pass, over the loop of a kernel: chunk by chunk, which stays in the cache.

   The sum of a chunk, in double precision, is that of LANES sums of CHUNK / LANES values, which are CHUNK / LANES - 1 +
   LANES additions in a row at most (Higham, Accuracy and Stability, 4.2); those of the chunks are added with what each
   addition rounds off (Neumaier), which is off by u |S| + (n u / CHUNK)^2 sum |v|.  Of n values, with u = 2^-53, the sum is
   off by at most (145 u + (n u / CHUNK)^2) sum |v|, and it is the same for every number of threads. */

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 2048 /* rows at a time, at most */
#define WIDE 16384 /* scores at a time */
#define LANES 16
#define FEW 512
#define MOST 8 /* arrays of a kernel */

enum { NONE, SUM, MEAN };           /* reduction */
enum { NOTHING, NUMBERS, CLASSES }; /* target */

typedef void loop(char **args, const intptr_t *sizes, const intptr_t *steps, void *data);

struct plan {
    loop *alone, *both;    /* of the value, and of value and gradient */
    const void *numbers;   /* CHUNK times each parameter */
    int64_t ignored;       /* the class that counts nowhere */
    double least, most;    /* between which targets must lie, if */
    int bounded;
    int target, parameters, reduction;
};

static volatile int threads_allowed = 1;

void symxent_one_pass_allow_threads(int allowed)
{
    threads_allowed = allowed;
}

#define REAL float
#define PASS(name) name##_f
#include "one_pass.h"
#undef REAL
#undef PASS
#define REAL double
#define PASS(name) name##_d
#include "one_pass.h"
