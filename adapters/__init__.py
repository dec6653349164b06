"""Adapters: one platform each, thin; they import bot.{ports,document,model,errors} and never one another."""
