using Xunit.Sdk;
using Xunit.v3;

// libtorch draws every network's first weights from one generator of the process; tests that compare two runs must not share it with others.
[assembly: Parallelization(Mode = ParallelMode.None)]
