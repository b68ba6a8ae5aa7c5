"""因需推送·结果反馈: hands a need to the department that can meet it, and does not let go before it has heard back."""
