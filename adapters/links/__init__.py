"""Looking at shared pages over HTTP, pointed at nothing private."""
