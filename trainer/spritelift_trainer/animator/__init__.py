"""Scenes taken apart into background, character and animation by equivariance, and put together anew.

Resnick et al., *Self-Supervised Equivariant Scene Synthesis from Video* (2021), a module a section; what the paper
doesn't give is marked "ours".
"""
