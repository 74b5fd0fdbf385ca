package local

// For tests in a package of their own, which load the demo data.
const AgeWorkers = ageWorkers

// AgeSegment makes one segment of a table older.
var AgeSegment = ageSegment
