"""The engine contract: micro-scenarios, draws and guards."""
