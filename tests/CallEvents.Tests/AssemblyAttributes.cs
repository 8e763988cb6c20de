using Xunit.v3;

// Most tests wait, so more of them run at the same time than there are processors.
[assembly: Parallelization(MaxThreads = 4)]
